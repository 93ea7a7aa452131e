import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { DatasetScreen } from "@/features/datasets/dataset-screen";
import { DatasetHistory } from "@/features/imports/dataset-history";

const route = getRouteApi("/datasets/$slug");

export function DatasetPage() {
  const { slug } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();

  return (
    <DatasetScreen
      key={slug}
      slug={slug}
      search={search}
      onSearch={(next) =>
        void navigate({
          to: "/datasets/$slug",
          params: { slug },
          search: next,
          replace: true,
          resetScroll: false,
        })
      }
      imports={<DatasetHistory dataset={slug} />}
      onDeleted={() => void navigate({ to: "/datasets" })}
    />
  );
}
