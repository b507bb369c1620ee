import DefaultTheme from "vitepress/theme-without-fonts";
import { h } from "vue";
import chat from "../../chat.webp";
import Diagram from "./Diagram.vue";
import "./style.css";

const CHAT = "The chat page: three people in a room, connected over WebSocket, and what they wrote.";

export default {
  extends: DefaultTheme,
  Layout: () =>
    h(DefaultTheme.Layout, null, {
      "home-hero-image": () => h("img", { class: "product", src: chat, alt: CHAT, width: 1120, height: 700 }),
    }),
  enhanceApp({ app }) {
    app.component("Diagram", Diagram);
  },
};
