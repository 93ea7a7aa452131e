import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { NotFound } from "./not-found";
import { Root } from "./root";
import { RouteError } from "./route-error";
import { everyWord, known, parseSearch, stringifySearch } from "./search";

const root = createRootRoute({ component: Root, notFoundComponent: NotFound });

const importRoute = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: known("dataset"),
  component: lazyRouteComponent(() => import("./routes/import-page"), "ImportPage"),
});

const historyRoute = createRoute({
  getParentRoute: () => root,
  path: "/imports",
  validateSearch: known("search", "status", "dataset", "from", "to", "checks", "sort"),
  component: lazyRouteComponent(() => import("./routes/history-page"), "HistoryPage"),
});

const uploadRoute = createRoute({
  getParentRoute: () => root,
  path: "/uploads/$id",
  validateSearch: known("step"),
  component: lazyRouteComponent(() => import("./routes/upload-page"), "UploadPage"),
});

const resultRoute = createRoute({
  getParentRoute: () => root,
  path: "/imports/$id",
  validateSearch: known("tab", "outcome", "code", "column", "row", "edited", "kept", "upload", "remembered"),
  component: lazyRouteComponent(() => import("./routes/result-page"), "ResultPage"),
});

const jobsRoute = createRoute({
  getParentRoute: () => root,
  path: "/jobs",
  validateSearch: known(
    "status",
    "partial",
    "quarantined",
    "kind",
    "queue",
    "search",
    "from",
    "to",
    "sort",
    "job",
  ),
  component: lazyRouteComponent(() => import("./routes/jobs-page"), "JobsPage"),
});

const newJobRoute = createRoute({
  getParentRoute: () => root,
  path: "/jobs/new",
  validateSearch: known("kind", "like"),
  component: lazyRouteComponent(() => import("./routes/new-job-page"), "NewJobPage"),
});

const workersRoute = createRoute({
  getParentRoute: () => root,
  path: "/jobs/workers",
  component: lazyRouteComponent(() => import("./routes/workers-page"), "WorkersPage"),
});

const batchesRoute = createRoute({
  getParentRoute: () => root,
  path: "/jobs/batches",
  validateSearch: known("status", "priority", "request", "tab", "outcome"),
  component: lazyRouteComponent(() => import("./routes/batches-page"), "BatchesPage"),
});

const datasetsRoute = createRoute({
  getParentRoute: () => root,
  path: "/datasets",
  component: lazyRouteComponent(() => import("./routes/datasets-page"), "DatasetsPage"),
});

/** No dataset is in its way: their names in addresses have no hyphen. */
const newDatasetRoute = createRoute({
  getParentRoute: () => root,
  path: "/datasets/new-dataset",
  component: lazyRouteComponent(() => import("./routes/new-dataset-page"), "NewDatasetPage"),
});

const datasetRoute = createRoute({
  getParentRoute: () => root,
  path: "/datasets/$slug",
  validateSearch: everyWord,
  component: lazyRouteComponent(() => import("./routes/dataset-page"), "DatasetPage"),
});

const reportsRoute = createRoute({
  getParentRoute: () => root,
  path: "/reports",
  validateSearch: known("format", "status", "search"),
  component: lazyRouteComponent(() => import("./routes/reports-page"), "ReportsPage"),
});

const newReportRoute = createRoute({
  getParentRoute: () => root,
  path: "/reports/new",
  validateSearch: known("sample"),
  component: lazyRouteComponent(() => import("./routes/new-report-page"), "NewReportPage"),
});

const reportRoute = createRoute({
  getParentRoute: () => root,
  path: "/reports/$id",
  validateSearch: known("pdf"),
  component: lazyRouteComponent(() => import("./routes/report-page"), "ReportPage"),
});

const settingsRoute = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  component: lazyRouteComponent(() => import("./routes/settings-page"), "SettingsPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    importRoute,
    historyRoute,
    uploadRoute,
    resultRoute,
    jobsRoute,
    newJobRoute,
    workersRoute,
    batchesRoute,
    datasetsRoute,
    newDatasetRoute,
    datasetRoute,
    reportsRoute,
    newReportRoute,
    reportRoute,
    settingsRoute,
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: "intent",
  defaultErrorComponent: RouteError,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
