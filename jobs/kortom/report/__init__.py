"""Pages for people: one self-contained HTML file each, that works from a file:// address.

What a page shows is data in it (`data_block`), turned into elements by the page's own script, and
never HTML made here. So there is one place where text is escaped.
"""

from kortom.report.run_page import write_report as write_report
