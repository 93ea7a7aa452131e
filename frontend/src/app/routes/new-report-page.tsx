import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { ButtonLink } from "@/components/button-link";
import { PageHeading } from "@/components/page-heading";
import { ReportForm } from "@/features/reports/report-form";
import { useSession } from "@/features/session/use-session";
import { text } from "@/text/text";

const route = getRouteApi("/reports/new");

export function NewReportPage() {
  const { sample } = route.useSearch();
  const navigate = useNavigate();
  const session = useSession();
  const words = text.newReport;
  if (session.state !== "signed-in") return null;
  return (
    <>
      <PageHeading title={words.title} lead={words.lead}>
        <ButtonLink to="/reports" variant="default">
          {text.report.back}
        </ButtonLink>
      </PageHeading>
      <ReportForm
        owner={session.user.id}
        wantsSample={sample !== undefined}
        onSample={(wanted) =>
          void navigate({
            to: "/reports/new",
            search: wanted ? { sample: "shown" } : {},
            replace: true,
            resetScroll: false,
          })
        }
        onMade={(id) => void navigate({ to: "/reports/$id", params: { id } })}
      />
    </>
  );
}
