// What a page must keep so that everybody can use it, found from the page as it is shown: real styles, real sizes. Gives sentences.
// After the rules of WCAG 2.2 AA that can be decided by a program; the numbers are those of its success criteria.
(() => {
  const problems = [];
  const name = (element) => {
    const words = (element.textContent || "").trim().replace(/\s+/g, " ").slice(0, 40);
    return `<${element.tagName.toLowerCase()}${element.id ? "#" + element.id : ""}${typeof element.className === "string" && element.className ? "." + element.className.split(/\s+/).join(".") : ""}> "${words}"`;
  };
  const isShown = (element) => element.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true }) && element.getClientRects().length > 0;
  const all = [...document.querySelectorAll("body *")].filter(isShown);

  // 1.4.3: contrast of text against what lies behind it, colours and opacity as they are mixed.
  const colour = (text) => {
    const numbers = (text.match(/[\d.]+/g) || []).map(Number);
    return text.startsWith("color(") ? [numbers[0] * 255, numbers[1] * 255, numbers[2] * 255, numbers[3] ?? 1] : [numbers[0], numbers[1], numbers[2], numbers[3] ?? 1];
  };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const ground = (element) => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) {
      const style = getComputedStyle(one);
      const shade = colour(style.backgroundColor);
      if (one instanceof SVGElement && !(one instanceof SVGSVGElement)) continue;
      if (shade[3] > 0) layers.push(shade);
      if (shade[3] === 1) break;
    }
    const canvas = matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18, 1] : [255, 255, 255, 1];
    return layers.reverse().reduce((under, layer) => over(layer, under), canvas);
  };
  const light = (parts) => {
    const [r, g, b] = parts.map((part) => { const s = part / 255; return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => { const [a, b] = [light(one), light(other)].sort((x, y) => y - x); return (a + 0.05) / (b + 0.05); };
  const opacity = (element) => { let all = 1; for (let one = element; one; one = one.parentElement) all *= Number(getComputedStyle(one).opacity); return all; };
  for (const element of all) {
    const text = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    const isField = ["INPUT", "SELECT"].includes(element.tagName);
    if (!text && !isField) continue;
    if (element.closest(".unseen, option, datalist, title")) continue;
    const style = getComputedStyle(element);
    const isDrawn = element instanceof SVGElement;
    let ink = colour(isDrawn ? style.fill : style.color);
    ink = [ink[0], ink[1], ink[2], ink[3] * opacity(element)];
    const behind = ground(isDrawn ? element.ownerSVGElement ?? element : element);
    const ratio = contrast(over(ink, behind), behind);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? 3 : 4.5) - 0.005) problems.push(`contrast ${ratio.toFixed(2)} of ${name(element)}`);
  }

  // 1.4.11: the edge of what is typed into or pressed.
  for (const field of all.filter((one) => ["INPUT", "SELECT", "BUTTON"].includes(one.tagName) && one.type !== "range")) {
    const style = getComputedStyle(field);
    const behind = ground(field.parentElement);
    const edge = Math.max(contrast(over(colour(style.borderTopColor), behind), behind), contrast(ground(field), behind));
    if (edge < 3) problems.push(`the edge of ${name(field)} has contrast ${edge.toFixed(2)}`);
  }

  // 1.3.1, 2.4.6: headings in order, one of the first rank.
  const ranks = all.filter((one) => /^H[1-6]$/.test(one.tagName)).map((one) => Number(one.tagName[1]));
  if (ranks.filter((rank) => rank === 1).length !== 1) problems.push(`${ranks.filter((rank) => rank === 1).length} headings of the first rank`);
  ranks.forEach((rank, i) => { if (rank > (ranks[i - 1] ?? 0) + 1) problems.push(`a heading of rank ${rank} follows one of rank ${ranks[i - 1] ?? 0}`); });

  // 2.4.1, 1.3.1: landmarks, and all that is told within one.
  if (document.querySelectorAll("main").length !== 1) problems.push("not one main part");
  if (document.querySelectorAll("body > header").length !== 1) problems.push("not one header");
  if (!document.documentElement.lang) problems.push("no language");
  if (document.title.trim().length < 5) problems.push("no title");
  for (const child of document.body.children) {
    if (isShown(child) && child.textContent.trim() && !child.matches("header, main, footer, nav, a.skip, [role=status], script")) problems.push(`${name(child)} stands outside the landmarks`);
  }
  const regions = [...document.querySelectorAll("nav, [role=region], section[aria-label]")];
  for (const region of regions) if (!(region.getAttribute("aria-label") || region.getAttribute("aria-labelledby"))) problems.push(`${name(region)} has no name`);

  // 4.1.1, 4.1.2: ids once, references that hold, names of what can be worked.
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) problems.push(`the id ${id} stands twice`);
  for (const attribute of ["aria-labelledby", "aria-describedby", "for", "list"]) {
    for (const one of document.querySelectorAll(`[${attribute}]`)) for (const id of one.getAttribute(attribute).split(/\s+/)) if (!document.getElementById(id)) problems.push(`${name(one)} refers to ${id}, which is not there`);
  }
  for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    const label = field.getAttribute("aria-label") || [...(field.labels ?? [])].map((one) => one.textContent.trim()).join(" ");
    if (!label) problems.push(`${name(field)} has no label`);
  }
  for (const one of document.querySelectorAll("a[href], button, summary")) {
    const words = one.getAttribute("aria-label") || one.textContent.trim() || one.querySelector("title")?.textContent || one.getAttribute("title") || one.getAttributeNS("http://www.w3.org/1999/xlink", "title");
    if (!words) problems.push(`${name(one)} says nothing`);
  }
  // 1.1.1: pictures say what they show, or that they are none.
  for (const picture of document.querySelectorAll("svg, img")) {
    if (picture.parentElement.closest("svg") || picture.getAttribute("aria-hidden") === "true") continue;
    if (!(picture.getAttribute("aria-label") || picture.getAttribute("alt") || picture.querySelector(":scope > title") || picture.closest("[role=region][aria-label], [role=img][aria-label]"))) problems.push(`${name(picture)} is a picture without words`);
  }
  // 1.3.1: tables have headings and a caption.
  for (const table of document.querySelectorAll("table")) {
    if (!table.caption) problems.push(`${name(table)} has no caption`);
    if (table.tHead && [...table.tHead.querySelectorAll("th")].some((cell) => cell.scope !== "col")) problems.push(`a heading of ${name(table)} says not what it is of`);
  }
  // 2.1.1: what can be scrolled can be scrolled by keyboard.
  for (const one of all) {
    const style = getComputedStyle(one);
    if (["auto", "scroll"].includes(style.overflowX) && one.scrollWidth > one.clientWidth + 1 && one.tabIndex < 0) problems.push(`${name(one)} scrolls, and not by keyboard`);
  }
  // 2.5.8: targets that are no words in a sentence have some size.
  for (const button of all.filter((one) => ["BUTTON", "SELECT", "INPUT", "SUMMARY"].includes(one.tagName))) {
    const box = button.getBoundingClientRect();
    if (box.height < 24 || box.width < 24) problems.push(`${name(button)} is ${Math.round(box.width)} × ${Math.round(box.height)} px`);
  }
  return [...new Set(problems)];
})()
