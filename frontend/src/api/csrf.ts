let token = "";

/** Keeps the token of the latest session body; it changes at sign-in. */
export function rememberCsrfToken(latest: string): void {
  token = latest;
}

/** The header every unsafe request with the session needs. */
export function csrfHeaders(): Record<string, string> {
  return token ? { "X-CSRFToken": token } : {};
}
