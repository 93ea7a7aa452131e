import { ButtonLink } from "@/components/button-link";
import { PageHeading } from "@/components/page-heading";
import { DatasetList } from "@/features/datasets/dataset-list";
import { text } from "@/text/text";

export function DatasetsPage() {
  return (
    <>
      <PageHeading title={text.datasets.title} lead={text.datasets.lead}>
        <ButtonLink to="/datasets/new-dataset" variant="default">
          {text.newDataset.byHand}
        </ButtonLink>
        <ButtonLink to="/">{text.newDataset.fromFile}</ButtonLink>
      </PageHeading>
      <DatasetList />
    </>
  );
}
