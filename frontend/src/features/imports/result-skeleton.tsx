import { Skeleton } from "@mantine/core";
import { text } from "@/text/text";

/** The shape of an import's page while it is read. */
export function ResultSkeleton() {
  return (
    <div role="status" aria-busy="true" aria-label={text.loading} style={{ display: "grid", gap: 20 }}>
      <Skeleton height={34} width="min(360px, 80%)" />
      <Skeleton height={28} width="min(640px, 100%)" />
      <Skeleton height={150} radius={12} />
      <Skeleton height={150} radius={12} />
      <Skeleton height={300} radius={12} />
    </div>
  );
}
