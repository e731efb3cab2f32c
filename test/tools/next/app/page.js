import { line } from "../../app.js"
import { InBrowser } from "./InBrowser.js"

export default function Page() {
  return (
    <main>
      <p>{line}</p>
      <InBrowser />
    </main>
  )
}
