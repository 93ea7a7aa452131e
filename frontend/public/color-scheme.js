// Sets the colour scheme before the first paint, so that a dark page never flashes white.
// A file of its own, not an inline script: the content security policy allows only 'self'.
(() => {
  let chosen = "auto";
  try {
    chosen = localStorage.getItem("docprocessor-color-scheme") || "auto";
  } catch {
    // storage is blocked: follow the system
  }
  const dark =
    chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
