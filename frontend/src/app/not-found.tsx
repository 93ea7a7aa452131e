import { Link } from "@tanstack/react-router";
import { EmptyState } from "@/components/empty-state";
import { PageHeading } from "@/components/page-heading";
import { text } from "@/text/text";

export function NotFound() {
  return (
    <>
      <PageHeading title={text.errors.notFound} />
      <EmptyState title={text.errors.notFoundDetail}>
        <Link to="/">{text.errors.home}</Link>
      </EmptyState>
    </>
  );
}
