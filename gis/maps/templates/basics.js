"use strict";

/* Data, words, numbers and elements: what every page uses. */

const data = JSON.parse(document.getElementById("content").textContent);
const look = data.style;
const state = { lang: data.lang, tab: "layers", hidden: new Set(["info"]), filter: "" };

/** The text of a key in the current language, its braces filled. */
function say(key, fill) {
  const text = data.words[state.lang][key];
  return text === undefined ? key : text.replace(/\{(\w+)\}/g, (whole, name) =>
    fill && name in fill ? fill[name] : whole);
}

/** A field of a record in the current language: `name_en` where English is spoken. */
function local(record, field) {
  return (state.lang === "en" && record[field + "_en"]) || record[field];
}

function number(value, digits) {
  return value === null || value === undefined ? "–" : value.toLocaleString(
    state.lang === "zh" ? "zh-CN" : "en-GB", { maximumFractionDigits: digits || 0 });
}

function percent(share) {
  const digits = share > 0 && share < 1 && Math.round(share * 1000) % 10 !== 0 ? 1 : 0;
  return `${(share * 100).toFixed(digits)}%`;
}

/** An element; children that are not elements become text, so no data is ever read as HTML. */
function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "style") Object.assign(node.style, value);
    else if (value !== null && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

function svg(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** Offsets in millionths of a degree back to [latitude, longitude]. */
function position(x, y) {
  return [data.origin[1] + y / 1e6, data.origin[0] + x / 1e6];
}

function decode(line) {
  const places = [];
  for (let i = 0, x = 0, y = 0; i < line.length; i += 2) {
    x += line[i];
    y += line[i + 1];
    places.push(position(x, y));
  }
  return places.length === 1 ? octagon(places[0]) : places;
}

/** A building given as a point is drawn as a small disc four metres wide on each side. */
function octagon([lat, lng]) {
  const north = 4 / 111320;
  const east = north / Math.cos((lat * Math.PI) / 180);
  return Array.from({ length: 8 }, (_, i) => {
    const angle = ((i + 0.5) * Math.PI) / 4;
    return [lat + north * Math.sin(angle), lng + east * Math.cos(angle)];
  });
}
