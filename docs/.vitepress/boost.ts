/**
 * How much a page counts in the site's search, by its address: a guide before what is made of the source, and before all of them those for
 * readers who were told something. The site has the text of this function, so it uses no other name.
 */
export const boost = (id: string): number =>
  id.includes("/reference/")
    ? 0.1
    : /\/guides\/(sandbox-http|fault-matrix)/.test(id)
      ? 0.4
      : /\/guides\/(errors|troubleshooting)/.test(id)
        ? 2
        : 1
