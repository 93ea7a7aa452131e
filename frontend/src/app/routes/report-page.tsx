import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { ReportScreen } from "@/features/reports/report-screen";

const route = getRouteApi("/reports/$id");

export function ReportPage() {
  const { id } = route.useParams();
  const { pdf } = route.useSearch();
  const navigate = useNavigate();

  return (
    <ReportScreen
      key={id}
      id={id}
      pdf={pdf}
      onPdf={(made) =>
        void navigate({
          to: "/reports/$id",
          params: { id },
          search: { pdf: made },
          replace: true,
          resetScroll: false,
        })
      }
      onShow={(made) => void navigate({ to: "/reports/$id", params: { id: made } })}
    />
  );
}
