"""`manage.py retention`: delete what has had its time, now and not within the hour."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.template.defaultfilters import filesizeformat

from docprocessor.jobs.retention import Rule, apply, rules


class Command(BaseCommand):
    """Prints what each rule deletes, or would delete as things stand."""

    help = "Delete what has been kept for as long as the settings say; the scheduler does it every hour."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--dry-run`."""
        parser.add_argument("--dry-run", action="store_true", help="only say what would be deleted")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the rules one after the other."""
        for rule in rules():
            self.stdout.write(f"{rule.name:<14}{self._amount(rule, dry_run=options['dry_run'])}")

    def _amount(self, rule: Rule, *, dry_run: bool) -> str:
        if rule.keeps is None:
            return f"{'for ever':>12}  {rule.sentence} ({rule.setting}=0)"
        amount = rule.count() if dry_run else apply(rule)
        size = f", {filesizeformat(amount.size)}" if amount.size else ""
        setting = f" ({rule.setting})" if rule.setting else ""
        return f"{amount.items:>12,}  {rule.sentence}{setting}{size}"
