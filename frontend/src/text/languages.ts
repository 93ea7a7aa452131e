import { en } from "./en";
import { type Catalogue, locale, speak } from "./text";

interface Language {
  /** What its speakers call it. */
  name: string;
  locale: string;
  words: () => Promise<Catalogue>;
}

/** The languages of the page by their codes. All but English are fetched when they are spoken. */
export const LANGUAGES = {
  en: { name: "English", locale: "en-GB", words: async () => en },
  es: { name: "Español", locale: "es-ES", words: async () => (await import("./es")).es },
} satisfies Record<string, Language>;

export type LanguageCode = keyof typeof LANGUAGES;

const KEPT = "docprocessor-language";

/** The language that was chosen here, else the first of the reader's that there is. */
export function preferredLanguage(): LanguageCode {
  const codes = [kept(), ...navigator.languages].map((tag) => tag?.split("-")[0]?.toLowerCase());
  return codes.find(isKnown) ?? "en";
}

export function spokenLanguage(): LanguageCode {
  const code = new Intl.Locale(locale).language;
  return isKnown(code) ? code : "en";
}

/** To be awaited before the first draw, so that no word of another language is ever seen. */
export async function speakPreferred(): Promise<void> {
  const language = LANGUAGES[preferredLanguage()];
  try {
    speak(await language.words(), language.locale);
  } catch (error) {
    // a page in English is worth more than none
    reportError(error);
  }
}

/** Keeps the choice and draws the page anew: its addresses and the server hold all that is on it. */
export function chooseLanguage(code: LanguageCode): void {
  localStorage.setItem(KEPT, code);
  location.reload();
}

function kept(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null; // storage is blocked: the browser's languages decide
  }
}

function isKnown(code: string | undefined): code is LanguageCode {
  return code !== undefined && Object.hasOwn(LANGUAGES, code);
}
