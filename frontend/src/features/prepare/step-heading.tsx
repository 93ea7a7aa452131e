import { useEffect, useRef } from "react";
import classes from "./prepare-screen.module.css";

/** The heading of a step. It takes the focus when one has come from another step, so that a screen reader reads on from it. */
export function StepHeading({ title, takesFocus }: { title: string; takesFocus: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [takesFocus]);
  return (
    <h2 ref={heading} tabIndex={-1} className={classes.step}>
      {title}
    </h2>
  );
}
