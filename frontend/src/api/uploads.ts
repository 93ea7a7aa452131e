export const UPLOADS = "/api/uploads/";
export const uploadPath = (id: string) => `${UPLOADS}${encodeURIComponent(id)}/`;
export const draftPath = (id: string) => `${uploadPath(id)}draft/`;

/** A file on its way to the server, or there and not imported yet. */
export interface Upload {
  id: string;
  name: string;
  size: number;
  received: number;
  is_complete: boolean;
  sha256: string | null;
  expires_at: string;
  created_at: string;
  /** What was decided so far on how it is to be imported. */
  draft: Record<string, unknown>;
  links: { self: string; preview: string };
}
