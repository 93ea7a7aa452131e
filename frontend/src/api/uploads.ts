export const UPLOADS = "/api/uploads/";
export const uploadPath = (id: string) => `${UPLOADS}${encodeURIComponent(id)}/`;
export const draftPath = (id: string) => `${uploadPath(id)}draft/`;
