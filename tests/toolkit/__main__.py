"""Write the page of all commands, `docs/commands.md`."""

from tests.toolkit.support.command_reference import PAGE, build_page

if __name__ == "__main__":
    PAGE.write_text(build_page(), encoding="utf-8")
