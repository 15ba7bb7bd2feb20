"""Whatever file a person has -> its names as UTF-8 text, one a line, and how it was read.

    from makemore.reading import open_list

    opened = open_list(data, "names.xlsx")
    corpus = mm.read_corpus(opened.text)

Nothing in a file is believed: sizes are bounded, no code of it runs, and what cannot be read raises
a MakemoreError that names the remedy.
"""

from makemore.reading.columns import Column as Column
from makemore.reading.encoding import ENCODINGS as ENCODINGS
from makemore.reading.reader import WHOLE_LINES as WHOLE_LINES
from makemore.reading.reader import Opened as Opened
from makemore.reading.reader import Options as Options
from makemore.reading.reader import open_list as open_list
