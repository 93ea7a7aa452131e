import { Button } from "@mantine/core";
import { text } from "@/text/text";

/** The door to the next page of a list; nothing when there is none. */
export function LoadMore({
  hasMore,
  isLoading,
  onLoad,
}: {
  hasMore: boolean;
  isLoading: boolean;
  onLoad: () => void;
}) {
  if (!hasMore) return null;
  return (
    <div style={{ padding: 16, textAlign: "center", borderTop: "1px solid var(--line)" }}>
      <Button
        variant="default"
        size="sm"
        onClick={onLoad}
        loading={isLoading}
        aria-label={isLoading ? text.list.loadingMore : undefined}
      >
        {text.list.more}
      </Button>
    </div>
  );
}
