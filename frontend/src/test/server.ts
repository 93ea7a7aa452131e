import { setupServer } from "msw/node";
import { handlers } from "./handlers";

/** The API as the unit tests meet it. */
export const server = setupServer(...handlers);
