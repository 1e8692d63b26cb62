// Datasette's table.js reads this; here and not inline, so that the pages need no inline script.
DATASETTE_ALLOW_FACET = true;
