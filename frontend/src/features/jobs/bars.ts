export interface Bar {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** So that there is something to see where nothing was done. */
export const LEAST = 2;

/** Bars side by side in a box, the highest figure as high as the box. */
export function bars(figures: readonly number[], width: number, height: number, gap = 3): Bar[] {
  const most = Math.max(...figures, 1);
  const step = width / Math.max(figures.length, 1);
  return figures.map((figure, index) => {
    const tall = figure === 0 ? LEAST : Math.max((figure / most) * height, LEAST + 1);
    return { x: index * step, y: height - tall, width: step - gap, height: tall };
  });
}
