import { Link } from "@tanstack/react-router";
import { text } from "@/text/text";
import classes from "./job-places.module.css";

/** The pages about work, side by side. */
export function JobPlaces() {
  return (
    <nav className={classes.places} aria-label={text.batches.places}>
      <Link to="/jobs" activeOptions={{ exact: true, includeSearch: false }} className={classes.place}>
        {text.jobs.title}
      </Link>
      <Link to="/jobs/batches" activeOptions={{ includeSearch: false }} className={classes.place}>
        {text.batches.title}
      </Link>
      <Link to="/jobs/workers" className={classes.place}>
        {text.workers.show}
      </Link>
    </nav>
  );
}
