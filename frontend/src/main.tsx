import "@mantine/core/styles.css";
import "./app/tokens.css";
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { SWRConfig } from "swr";
import { swrDefaults } from "./api/swr-defaults";
import { router } from "./app/router";
import { theme, variables } from "./app/theme";
import { speakPreferred } from "./text/languages";

const schemes = localStorageColorSchemeManager({ key: "docprocessor-color-scheme" });
const place = document.getElementById("root");
if (!place) throw new Error("index.html has no #root");

void speakPreferred().then(() =>
  createRoot(place).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={variables}
        colorSchemeManager={schemes}
        defaultColorScheme="auto"
      >
        <SWRConfig value={swrDefaults}>
          <RouterProvider router={router} />
        </SWRConfig>
      </MantineProvider>
    </StrictMode>,
  ),
);
