// What html-validate wants of our pages: all that it recommends, but for matters of taste that templ decides.
import { HtmlValidate, StaticConfigLoader } from "html-validate";

const rules = {
  "attribute-boolean-style": "off", "attribute-empty-style": "off", "doctype-style": "off", "void-style": "off", "no-trailing-whitespace": "off",
  "long-title": "off", "tel-non-breaking": "off", "no-implicit-button-type": "error",
};

const validator = new HtmlValidate(new StaticConfigLoader({ extends: ["html-validate:recommended", "html-validate:a11y"], rules }));

export const htmlFaults = async (html) => (await validator.validateString(html)).results
  .flatMap((r) => r.messages.map((m) => `${m.ruleId}: ${m.message} (line ${m.line}, column ${m.column})`));
