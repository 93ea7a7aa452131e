import { IconLanguage } from "@tabler/icons-react";
import { chooseLanguage, LANGUAGES, type LanguageCode, spokenLanguage } from "@/text/languages";
import { text } from "@/text/text";
import classes from "./language-select.module.css";

/** Chooses the language of the page. Where it is `brief`, a phone shows only its sign. */
export function LanguageSelect({ brief = false }: { brief?: boolean }) {
  return (
    <label className={classes.language} data-brief={brief || undefined} title={text.nav.language}>
      <IconLanguage className={classes.sign} size={18} stroke={1.7} aria-hidden />
      <span className={classes.label}>{text.nav.language}</span>
      <select
        className={classes.select}
        value={spokenLanguage()}
        onChange={(event) => chooseLanguage(event.currentTarget.value as LanguageCode)}
      >
        {Object.entries(LANGUAGES).map(([code, { name }]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
