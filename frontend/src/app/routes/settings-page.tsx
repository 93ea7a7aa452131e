import { PageHeading } from "@/components/page-heading";
import { KeysPanel } from "@/features/settings/keys-panel";
import { text } from "@/text/text";

export function SettingsPage() {
  return (
    <>
      <PageHeading title={text.settings.title} />
      <KeysPanel />
    </>
  );
}
