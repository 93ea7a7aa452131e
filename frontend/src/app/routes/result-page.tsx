import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { ImportScreen } from "@/features/imports/import-screen";

const route = getRouteApi("/imports/$id");

export function ResultPage() {
  const { id } = route.useParams();
  const { kept, ...filter } = route.useSearch();
  const navigate = useNavigate();
  return (
    <ImportScreen
      key={id}
      id={id}
      filter={filter}
      showsKept={kept !== undefined}
      onFilter={({ code, column }) =>
        void navigate({
          to: "/imports/$id",
          params: { id },
          search: { ...(kept && { kept }), ...(code && { code }), ...(column && { column }) },
          replace: true,
          resetScroll: false,
        })
      }
    />
  );
}
