import { DataTable } from "@/components/data-table";
import { Facts } from "@/components/facts";
import { clock, count, moment } from "@/text/format";
import { text } from "@/text/text";
import classes from "../part.module.css";
import type { Drawn } from "./drawn";
import { RefusedTable } from "./refused-table";
import tables from "./tables.module.css";

interface SentEmail {
  to: string;
  subject: string;
  sent_at: string;
  message_id: string;
}

interface RefusedEmail {
  to: string;
  reason: string;
}

/** Which emails went out, and which recipients were refused. */
export function EmailSendingResult({ result }: Drawn) {
  const words = text.tasks.emails;
  const sent = (result.sent ?? []) as SentEmail[];
  const refused = (result.refused ?? []) as RefusedEmail[];
  const [subject, ...others] = new Set(sent.map((email) => email.subject));
  return (
    <>
      <Facts
        narrow
        facts={[
          { name: words.sent, value: count(sent.length) },
          { name: words.refused, value: count(refused.length) },
          ...(subject && others.length === 0 ? [{ name: words.subject, value: subject }] : []),
        ]}
      />
      <RefusedTable
        label={words.refusedTable}
        what={words.to}
        refused={refused.map(({ to, reason }) => ({ name: to, reason }))}
      />
      {sent.length === 0 ? (
        <p className={classes.quiet}>{words.none}</p>
      ) : (
        <div className={tables.edge} data-tall>
          <SentTable sent={sent} withSubject={others.length > 0} />
        </div>
      )}
    </>
  );
}

function SentTable({ sent, withSubject }: { sent: SentEmail[]; withSubject: boolean }) {
  const words = text.tasks.emails;
  return (
    <DataTable label={words.sentTable}>
      <thead>
        <tr>
          <th>{words.to}</th>
          <th data-align="end">{words.at}</th>
        </tr>
      </thead>
      <tbody>
        {sent.map(({ to, subject, sent_at: at, message_id: id }) => (
          <tr key={id}>
            <td className={tables.wrapped}>
              {to}
              {withSubject && <small>{subject}</small>}
              <small>{id}</small>
            </td>
            <td data-align="end">
              <time dateTime={at} title={moment(at)}>
                {clock(at)}
              </time>
            </td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}
