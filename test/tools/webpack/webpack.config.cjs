const path = require("node:path")

module.exports = {
  mode: "production",
  target: "web",
  entry: path.join(__dirname, "both.js"),
  output: { path: path.join(__dirname, "dist"), filename: "main.js", publicPath: "" },
  performance: { hints: false },
}
