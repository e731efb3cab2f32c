/**
 * What a resource identifier names: a channel by id or name, or an MRSS document with the title and the rating of
 * what is to be watched.
 */
import type { Channel } from "../../world/catalogue.js"
import type { State } from "../../world/state.js"
import { elementContent, elementText } from "../../wire/xml.js"

export interface Resource {
  readonly channel: Channel | undefined
  /** What a person would call it. */
  readonly title: string
  readonly rating: string | undefined
}

export const isMrss = (resource: string): boolean => /^\s*(<\?xml[^>]*>\s*)?<rss[\s>]/.test(resource)

export const readResource = (state: State, resource: string): Resource => {
  if (!isMrss(resource)) {
    const channel = findChannel(state, resource)
    return { channel, title: channel?.name ?? resource.trim(), rating: channel?.rating }
  }
  const title = elementText(resource, "title") ?? ""
  const channel = findChannel(state, title)
  // An item's own title is what the viewer knows; the first title in the document is the channel's.
  const item = elementContent(resource, "item") ?? ""
  return {
    channel,
    title: elementText(item, "title") ?? channel?.name ?? title,
    rating: elementText(resource, "media:rating") ?? channel?.rating,
  }
}

const findChannel = (state: State, name: string): Channel | undefined => {
  const wanted = name.trim().toLowerCase()
  return (
    state.channels.get(name.trim()) ??
    [...state.channels.values()].find((each) =>
      [each.id, each.name].some((own) => own.toLowerCase() === wanted),
    )
  )
}
