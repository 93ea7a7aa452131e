import { afterEach, describe, expect, it, vi } from "vitest";
import { day, duration } from "./format";
import { LANGUAGES, preferredLanguage, speakPreferred, spokenLanguage } from "./languages";
import { speak, text } from "./text";

afterEach(async () => {
  localStorage.clear();
  speak(await LANGUAGES.en.words(), LANGUAGES.en.locale);
});

describe("the language of the page", () => {
  it.each([
    [null, ["es-MX", "en"], "es"], // any Spanish is answered in ours
    [null, ["fr-FR", "es", "en"], "es"], // the first there is
    [null, ["fr-FR"], "en"], // none there is
    [null, [], "en"],
    ["en", ["es-ES"], "en"], // what was chosen counts for more than the browser
    ["es", ["en-GB"], "es"],
    ["tlh", ["es-ES"], "es"], // kept by another version of the page
    ["constructor", ["en"], "en"], // a name that every object has
  ])("with %j kept and %j spoken by the reader is %s", (kept, languages, expected) => {
    vi.spyOn(navigator, "languages", "get").mockReturnValue(languages);
    if (kept !== null) localStorage.setItem("docprocessor-language", kept);
    expect(preferredLanguage()).toBe(expected);
  });

  it("is the browser's where nothing may be kept", () => {
    vi.spyOn(navigator, "languages", "get").mockReturnValue(["es"]);
    vi.spyOn(Storage.prototype, "getItem").mockImplementation(() => {
      throw new DOMException("storage is blocked", "SecurityError");
    });
    expect(preferredLanguage()).toBe("es");
  });

  it("is in the words, the numbers, the dates and the document", async () => {
    localStorage.setItem("docprocessor-language", "es");
    await speakPreferred();
    expect(spokenLanguage()).toBe("es");
    expect(document.documentElement.lang).toBe("es");
    expect(text.nav.history).toBe("Historial");
    expect(text.rows(1234567)).toBe("1.234.567 filas");
    expect(day("2026-03-04T12:00:00Z")).toBe("4 mar 2026");
    expect(duration(0.84)).toBe("0,8 s");
  });
});
