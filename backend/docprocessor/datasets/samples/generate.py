"""Writes customers.csv: `python -m docprocessor.datasets.samples.generate`. The same file every time."""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

FIRST = "Ana Ben Carla David Elena Farid Grace Hugo Irene Jonas Karim Laura Mateo Nadia Oscar Paula Rosa Sofía".split()
LAST = "García Müller Smith Rossi Dubois Silva Novák Kowalski Jensen Andersson Haddad Okafor Popescu Horvat".split()
COUNTRIES = "AT BE CH DE DK ES FI FR GB IE IT NL NO PL PT SE".split()
NOTES = [
    "",
    "",
    "",
    "Prefers email",
    'Asked for the "gold" plan',
    "Call after 17:00, not before",
    "First line\nsecond line",
]
# Row, column, what stands there instead: 12 faulty rows, 8 kinds of fault.
FAULTS = [
    (58, "email", "ana.garcia.example.com"),
    (131, "email", "hugo@"),
    (204, "signup_date", "2023-02-30"),
    (277, "signup_date", "31/12/2022"),
    (350, "name", ""),
    (423, "country", "XX"),
    (496, "country", "Spain"),
    (569, "balance", "12,50 EUR"),
    (642, "active", "maybe"),
    (715, "id", "1042"),
    (788, "notes", "far too long " * 20),
    (861, "id", "1099"),
]


def main() -> None:
    """Write the file beside this module."""
    random.seed(20240331)
    columns = ["id", "name", "email", "country", "signup_date", "balance", "active", "notes"]
    rows = [_customer(number) for number in range(1, 1001)]
    for row, column, text in FAULTS:
        rows[row - 1][column] = text
    with Path(__file__).with_name("customers.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _customer(number: int) -> dict[str, str]:
    first, last = random.choice(FIRST), random.choice(LAST)
    ascii_name = f"{first}.{last}".lower().translate(str.maketrans("áíüěé", "aiuee"))
    return {
        "id": str(1000 + number),
        "name": f"{first} {last}",
        "email": f"{ascii_name}{number}@example.com",
        "country": random.choice(COUNTRIES),
        "signup_date": (date(2015, 1, 1) + timedelta(random.randrange(3400))).isoformat(),
        "balance": f"{random.randrange(-5000, 500_000) / 100:.2f}",
        "active": random.choice(["true", "true", "false"]),
        "notes": random.choice(NOTES),
    }


if __name__ == "__main__":
    main()
