"""What a wheel holds besides its packages: the bundled lists, and the settings of the server.

Both stand at the root of the project, where people look for them.
"""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

TRAVEL = [*Path("data").glob("*.[tj]*"), Path("data/README.md"), Path(".streamlit/config.toml")]


class BuildWithLists(build_py):
    """Copies both into the package; an editable install finds them where they are."""

    def run(self) -> None:
        """Build, and copy."""
        super().run()
        for file in [] if self.editable_mode else TRAVEL:
            target = Path(self.build_lib, "dashboard", file)
            self.mkpath(str(target.parent))
            self.copy_file(str(file), str(target))


setup(cmdclass={"build_py": BuildWithLists})
