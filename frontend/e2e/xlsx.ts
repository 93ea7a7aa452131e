import { crc32, inflateRawSync } from "node:zlib";

/** A workbook with other text in its cells, as a person would have corrected it in a spreadsheet. */
export function corrected(workbook: Buffer, ...changes: [from: string, to: string][]): Buffer {
  const entries = entriesOf(workbook).map(({ name, content }) => ({
    name,
    content: name.endsWith(".xml")
      ? Buffer.from(
          changes.reduce((xml, [from, to]) => xml.replaceAll(`>${from}<`, `>${to}<`), content.toString()),
        )
      : content,
  }));
  return zipped(entries);
}

interface Entry {
  name: string;
  content: Buffer;
}

/** By the central directory: sizes in front of the data may be left open. */
function entriesOf(zip: Buffer): Entry[] {
  const end = zip.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  let at = zip.readUInt32LE(end + 16);
  return Array.from({ length: zip.readUInt16LE(end + 10) }, () => {
    const [method, packed] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
    const [nameLength, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ];
    const local = zip.readUInt32LE(at + 42);
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const data = zip.subarray(start, start + packed);
    at += 46 + nameLength + extra + comment;
    return { name, content: method === 0 ? data : inflateRawSync(data) };
  });
}

/** A zip file without compression. */
function zipped(entries: Entry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const title = Buffer.from(name);
    // version, flags, method, time, date, checksum, packed size, size, length of the name, of what follows it
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(33, 8);
    facts.writeUInt32LE(crc32(content), 10);
    facts.writeUInt32LE(content.length, 14);
    facts.writeUInt32LE(content.length, 18);
    facts.writeUInt16LE(title.length, 22);
    const where = Buffer.alloc(14);
    where.writeUInt32LE(offset, 10);
    parts.push(Buffer.from("PK\x03\x04", "latin1"), facts, title, content);
    directory.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), facts, where, title);
    offset += 30 + title.length + content.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(
    directory.reduce((sum, part) => sum + part.length, 0),
    8,
  );
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, ...directory, Buffer.from("PK\x05\x06", "latin1"), end]);
}
