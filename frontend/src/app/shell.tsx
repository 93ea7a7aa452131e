import {
  IconBriefcase,
  IconDatabase,
  IconFileImport,
  IconHistory,
  IconReport,
  IconSettings,
} from "@tabler/icons-react";
import { Link, useLocation } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Session } from "@/api/gen/types.gen";
import { Brand } from "@/components/brand";
import { text } from "@/text/text";
import { AccountMenu } from "./account-menu";
import classes from "./shell.module.css";

const PLACES = [
  { to: "/", label: () => text.nav.import, icon: IconFileImport, exact: true },
  { to: "/imports", label: () => text.nav.history, icon: IconHistory, exact: false },
  { to: "/jobs", label: () => text.nav.jobs, icon: IconBriefcase, exact: false },
  { to: "/datasets", label: () => text.nav.datasets, icon: IconDatabase, exact: false },
  { to: "/reports", label: () => text.nav.reports, icon: IconReport, exact: false },
  { to: "/settings", label: () => text.nav.settings, icon: IconSettings, exact: false },
] as const;

interface Props {
  user: NonNullable<Session["user"]>;
  workspace: Session["workspace"];
  onSignOut: () => Promise<void>;
  children: ReactNode;
}

/** The frame around every page: a rail on the left; on a phone a bar above and the places below the thumb. */
export function Shell({ user, workspace, onSignOut, children }: Props) {
  const isPreparing = useLocation({ select: ({ pathname }) => pathname.startsWith("/uploads/") });
  return (
    <div className={classes.shell}>
      <a href="#content" className={classes.skip}>
        {text.skipToContent}
      </a>
      <header className={classes.top}>
        <Link to="/" className={classes.home} aria-label={text.product}>
          <Brand />
        </Link>
        {workspace && <span className={classes.workspace}>{workspace.name}</span>}
      </header>
      <nav className={classes.places} aria-label={text.nav.label}>
        {PLACES.map(({ to, label, icon: Icon, exact }) => (
          <Link
            key={to}
            to={to}
            className={classes.place}
            activeOptions={{ exact, includeSearch: false }}
            {...(to === "/" && isPreparing && { "data-status": "active" })}
          >
            <Icon size={20} stroke={1.7} aria-hidden />
            <span>{label()}</span>
          </Link>
        ))}
      </nav>
      <section className={classes.account} aria-label={text.nav.account}>
        <AccountMenu user={user} onSignOut={onSignOut} />
      </section>
      <main id="content" className={classes.content} tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
