import { useState } from "react";
import { ImportScreen } from "./import-screen";
import type { ResultSearch } from "./result-search";

interface Props {
  id: string;
  search?: ResultSearch;
  onSearch?: (search: ResultSearch) => void;
}

/** The page of an import with an address of its own, and sentences in place of what other features draw. */
export function TestScreen({ id, search: first = {}, onSearch }: Props) {
  const [search, setSearch] = useState(first);
  return (
    <ImportScreen
      id={id}
      search={search}
      onSearch={(next) => {
        onSearch?.(next);
        setSearch(next);
      }}
      panels={{
        review: () => <p>The review</p>,
        mend: () => <p>Mending</p>,
        records: () => <p>The records</p>,
        timeline: () => <p>The timeline</p>,
      }}
    />
  );
}
