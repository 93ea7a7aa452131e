import { useNavigate } from "@tanstack/react-router";
import { ButtonLink } from "@/components/button-link";
import { PageHeading } from "@/components/page-heading";
import { NewDataset } from "@/features/datasets/new-dataset";
import { text } from "@/text/text";

export function NewDatasetPage() {
  const navigate = useNavigate();
  return (
    <>
      <PageHeading title={text.newDataset.title} lead={text.newDataset.lead}>
        <ButtonLink to="/" variant="default">
          {text.newDataset.fromFile}
        </ButtonLink>
      </PageHeading>
      <NewDataset
        onMade={({ slug }) =>
          // what was written is in the dataset now: nothing to ask about
          void navigate({ to: "/datasets/$slug", params: { slug }, ignoreBlocker: true })
        }
      />
    </>
  );
}
