import { ActionIcon, useMantineColorScheme } from "@mantine/core";
import { IconDeviceDesktop, IconLogout, IconMoon, IconSun } from "@tabler/icons-react";
import { useState } from "react";
import type { Session } from "@/api/gen/types.gen";
import { sentenceOf } from "@/api/problem";
import { LanguageSelect } from "@/components/language-select";
import { text } from "@/text/text";
import classes from "./account-menu.module.css";

const SCHEMES = [
  { value: "light", label: () => text.nav.light, icon: IconSun },
  { value: "dark", label: () => text.nav.dark, icon: IconMoon },
  { value: "auto", label: () => text.nav.auto, icon: IconDeviceDesktop },
] as const;

export function AccountMenu({
  user,
  onSignOut,
}: {
  user: NonNullable<Session["user"]>;
  onSignOut: () => Promise<void>;
}) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [problem, setProblem] = useState("");

  return (
    <div className={classes.menu}>
      <fieldset className={classes.schemes}>
        <legend className={classes.hidden}>{text.nav.scheme}</legend>
        {SCHEMES.map(({ value, label, icon: Icon }) => (
          <label key={value} className={classes.scheme} title={label()}>
            <input
              type="radio"
              name="color-scheme"
              value={value}
              checked={colorScheme === value}
              onChange={() => setColorScheme(value)}
              aria-label={label()}
            />
            <Icon size={16} stroke={1.8} aria-hidden />
          </label>
        ))}
      </fieldset>
      <LanguageSelect brief />
      <div className={classes.person}>
        <span className={classes.email} title={user.email}>
          {user.name || user.email}
        </span>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          className={classes.out}
          aria-label={text.nav.signOut}
          title={text.nav.signOut}
          onClick={() => onSignOut().catch((error: unknown) => setProblem(sentenceOf(error)))}
        >
          <IconLogout size={18} stroke={1.7} aria-hidden />
        </ActionIcon>
      </div>
      {problem && (
        <p role="alert" className={classes.problem}>
          {problem}
        </p>
      )}
    </div>
  );
}
