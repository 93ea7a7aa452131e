/** How far a job was at a moment, in milliseconds. */
export interface Sample {
  at: number;
  done: number;
}

/** As many as there is room for; beyond them every other one is forgotten, so that the line spans the whole way. */
const MOST = 80;

/** Adds a sample where the job has come further; begins anew where it has. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const last = samples.at(-1);
  if (last && sample.done < last.done) return [sample];
  if (last && (sample.done === last.done || sample.at <= last.at)) return samples;
  const all = [...samples, sample];
  return all.length > MOST ? all.filter((_, index) => index % 2 === 0 || index === all.length - 1) : all;
}

/** Rows per second between each two samples. */
export function speeds(samples: readonly Sample[]): number[] {
  return samples.slice(1).map((sample, index) => {
    const before = samples[index] ?? sample;
    return ((sample.done - before.done) / (sample.at - before.at)) * 1000;
  });
}

/** The points of a line over figures in a box, the highest at its top, as SVG writes them. */
export function linePoints(figures: readonly number[], width: number, height: number): string {
  const most = Math.max(...figures, 1);
  const step = width / Math.max(figures.length - 1, 1);
  return figures
    .map((figure, index) => `${(index * step).toFixed(1)},${(height * (1 - figure / most)).toFixed(1)}`)
    .join(" ");
}
