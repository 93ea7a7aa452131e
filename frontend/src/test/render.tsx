import { MantineProvider } from "@mantine/core";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { act, render, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { SWRConfig } from "swr";
import { swrDefaults } from "@/api/swr-defaults";
import { parseSearch, stringifySearch } from "@/app/search";
import { theme } from "@/app/theme";

/** A server state of its own for each test, without the waits that spare a real server. */
export function Fresh({ children }: { children: ReactNode }) {
  return (
    <SWRConfig value={{ ...swrDefaults, provider: () => new Map(), dedupingInterval: 0 }}>
      <MantineProvider theme={theme}>{children}</MantineProvider>
    </SWRConfig>
  );
}

/** Draws a component at an address, with routes for what it links to. */
export async function renderPage(node: ReactNode, at = "/") {
  const root = createRootRoute();
  const routeTree = root.addChildren([
    createRoute({ getParentRoute: () => root, path: "$", component: () => node }),
    createRoute({ getParentRoute: () => root, path: "/", component: () => node }),
  ]);
  const router = createRouter({
    routeTree,
    parseSearch,
    stringifySearch,
    history: createMemoryHistory({ initialEntries: [at] }),
  });
  await act(() => router.load());
  const drawn = render(
    <Fresh>
      <RouterProvider router={router as never} />
    </Fresh>,
  );
  return { ...drawn, router };
}

export function renderFresh<T>(hook: () => T) {
  return renderHook(hook, { wrapper: Fresh });
}
