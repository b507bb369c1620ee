/**
 * A plugin of markdown-it: a code block in the language "mermaid" becomes a drawing, which the theme's Diagram.vue makes
 * in the browser.
 *
 * @param {import("markdown-it")} markdown
 */
export function diagrams(markdown) {
  const others = markdown.renderer.rules.fence;
  markdown.renderer.rules.fence = (tokens, index, ...rest) => {
    const { info, content } = tokens[index];
    return info.trim() === "mermaid"
      ? `<Diagram source="${encodeURIComponent(content)}"><pre v-pre>${markdown.utils.escapeHtml(content)}</pre></Diagram>\n`
      : others(tokens, index, ...rest);
  };
}
