import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { DatasetScreen } from "@/features/datasets/dataset-screen";

const route = getRouteApi("/datasets/$slug");

export function DatasetPage() {
  const { slug } = route.useParams();
  const { view, ...search } = route.useSearch();
  const navigate = useNavigate();

  function show(next: Record<string, string>) {
    void navigate({
      to: "/datasets/$slug",
      params: { slug },
      search: next,
      replace: true,
      resetScroll: false,
    });
  }

  return (
    <DatasetScreen
      key={slug}
      slug={slug}
      view={view === "schema" ? "schema" : "rows"}
      search={search}
      onView={(next) => show(next === "schema" ? { ...search, view: next } : search)}
      onSearch={show}
      onDeleted={() => void navigate({ to: "/datasets" })}
    />
  );
}
