import { en } from "./en";

/** What every language must say. */
export type Catalogue = typeof en;

/**
 * The words of the page. A second language is a module of the type Catalogue, loaded and
 * handed to `speak` before the first draw; readers of `text` see it through the live binding.
 */
export let text: Catalogue = en;
export let locale = "en-GB";

export function speak(catalogue: Catalogue, itsLocale: string): void {
  text = catalogue;
  locale = itsLocale;
  document.documentElement.lang = new Intl.Locale(itsLocale).language;
}
