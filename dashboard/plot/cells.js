/* Paints the cells of a table, and what is written into them, on a canvas under plotly's drawing.
   Plotly makes a picture file of the cells and a node of each number: too slow to follow a hand. It
   keeps the axes, the hover text, the colour bar, the zoom, and the pictures that are saved. */

const SMALLEST = 9 // pixels; smaller numbers are left out of cells
const LINE = 1.3 // of text, over its size; half as much is as wide as a sign
const LEVELS = 256 // of colour
const ramps = new Map() // a scale, as JSON -> its colours: to make them takes as long as to paint

/* Heatmaps alone, whose cells stand at 0, 1, 2. */
function isTable({ data }) {
  return data.length > 0 && data.every(({ type, x, y }) => type === "heatmap" && !x && !y)
}

/* Plotly draws a table without its cells: it is quick where they have no gaps and texts, and the page
   hides what it makes of them. */
function leftToPlotly(chart) {
  const table = isTable(chart.figure)
  chart.host.classList.toggle("table", table)
  if (!table) return [traces(chart), layout(chart)]
  const bare = traces(chart).map((trace) => ({ ...trace, xgap: 0, ygap: 0, texttemplate: "" }))
  return [bare, { ...layout(chart), plot_bgcolor: CLEAR }]
}

function paintCells(chart) {
  const { host, figure, theme } = chart
  if (!isTable(figure)) return
  const { font } = host._fullLayout
  const { canvas, whole } = place(host)
  const traces = figure.data.map((_, number) => laidOut(chart, number, canvas, whole))
  if (canvas.width && canvas.height) paintPixels(chart, canvas, traces)
  const written = traces.filter((trace) => trace.texttemplate)
  const sizes = written.map((trace) => textSize(trace, whole(font.size)))
  if (sizes.some((size) => size < whole(SMALLEST * scale({ theme })))) return
  written.forEach((trace, number) => write(canvas.getContext("2d"), trace, sizes[number], font))
}

/* What a trace shows, and where its cells begin, in pixels. */
function laidOut({ host, figure, frame }, number, canvas, whole) {
  const { xaxis, yaxis } = host._fullLayout
  const [trace, full] = [figure.data[number], host._fullData[number]]
  const { zmin, zmax, colorscale } = full.visible ? full : trace // plotly drops what is empty
  const shown = { ...trace, zmin, zmax, colorscale, ...frame?.data[number] }
  const rows = unpacked(shown.z)
  const across = edges(xaxis.range, rows[0].length, canvas.width)
  const down = edges([yaxis.range[1], yaxis.range[0]], rows.length, canvas.height)
  return { ...shown, rows, across, down, gap: whole(trace.xgap ?? 0), colours: ramp(shown) }
}

/* All cells as one picture: to draw each is too slow to follow a hand. */
function paintPixels(chart, canvas, traces) {
  const { figure, theme } = chart
  const { width, height } = canvas
  const ground = figure.layout.plot_bgcolor ?? theme.layout.plot_bgcolor
  if (chart.pixels?.length !== width * height) chart.pixels = new Uint32Array(width * height)
  chart.pixels.fill(ramp({ colorscale: [[0, ground]] })[0].pixel)
  traces.forEach((trace) => colour(chart.pixels, canvas, trace))
  const bytes = new Uint8ClampedArray(chart.pixels.buffer)
  canvas.getContext("2d").putImageData(new ImageData(bytes, width, height), 0, 0)
}

/* The canvas lies exactly under plotly's axes, and has a pixel for each of the screen. */
function place(host) {
  const { xaxis, yaxis } = host._fullLayout
  const canvas = host.querySelector(":scope > canvas") ?? document.createElement("canvas")
  if (!canvas.isConnected) host.prepend(canvas)
  const sharp = globalThis.devicePixelRatio
  const whole = (length) => Math.round(length * sharp)
  const size = { width: whole(xaxis._length), height: whole(yaxis._length) }
  if (Object.keys(size).some((side) => canvas[side] !== size[side])) Object.assign(canvas, size) // slow
  const box = { left: whole(xaxis._offset), top: whole(yaxis._offset), ...size }
  for (const [side, length] of Object.entries(box)) canvas.style[side] = `${length / sharp}px`
  return { canvas, whole }
}

/* Where cells begin along an axis, in pixels, and where the last one ends. */
function edges([first, last], number, length) {
  const at = (_, cell) => Math.round(((cell - 0.5 - first) / (last - first)) * length)
  return Array.from({ length: number + 1 }, at)
}

/* The colours of a scale from little to much, as pixels, and what can be read on each: white or dark
   grey. */
function ramp({ colorscale, reversescale }) {
  const scale = colorscale.map(([at, stop]) => [reversescale ? 1 - at : at, stop])
  const key = JSON.stringify(scale)
  if (!ramps.has(key)) ramps.set(key, levels(scale))
  return ramps.get(key)
}

function levels(scale) {
  const context = new OffscreenCanvas(LEVELS, 1).getContext("2d", { willReadFrequently: true })
  context.fillStyle = context.createLinearGradient(0.5, 0, LEVELS - 0.5, 0)
  for (const [at, stop] of scale) context.fillStyle.addColorStop(at, stop)
  context.fillRect(0, 0, LEVELS, 1)
  const shades = context.getImageData(0, 0, LEVELS, 1).data
  return Array.from(new Uint32Array(shades.buffer), (pixel, level) => {
    const [red, green, blue, alpha] = shades.subarray(4 * level)
    const bright = (299 * red + 587 * green + 114 * blue) / 1000
    return { pixel, clear: !alpha, ink: bright < 128 ? "#fff" : "#444" }
  })
}

function colourOf({ zmin, zmax, colours }, value) {
  if (!Number.isFinite(value)) return null
  const share = Math.min(Math.max((value - zmin) / (zmax - zmin), 0), 1)
  return colours[Math.round(share * (LEVELS - 1))]
}

/* Colours the pixels of a picture; of a row of cells one line, which the others are like. */
function colour(pixels, { width, height }, trace) {
  const { rows, across, down, gap } = trace
  const inside = (place, most) => Math.min(Math.max(place, 0), most) // where one has zoomed
  rows.forEach((values, row) => {
    const [top, foot] = [down[row], down[row + 1] - gap].map((place) => inside(place, height))
    if (top >= foot) return
    const line = pixels.subarray(top * width, (top + 1) * width)
    values.forEach((value, column) => {
      const found = colourOf(trace, value)
      if (!found || found.clear) return
      line.fill(found.pixel, inside(across[column], width), inside(across[column + 1] - gap, width))
    })
    for (let next = top + 1; next < foot; next++) pixels.set(line, next * width)
  })
}

/* As large as the longest text may be in its cell. */
function textSize({ text, across, down, gap }, most) {
  const longest = Math.max(...text.flat().map((words) => words.length))
  const width = across[1] - across[0] - gap
  const height = down[1] - down[0] - gap
  return Math.min(Math.floor((2 * width) / (LINE * longest)), Math.floor(height / LINE), most)
}

function write(context, trace, size, { family, color }) {
  const { text, textfont, rows, across, down } = trace
  Object.assign(context, { font: `${size}px ${family}`, textAlign: "center" })
  text.forEach((line, row) => {
    const foot = (down[row] + down[row + 1]) / 2 + (1 - LINE / 2) * size
    line.forEach((words, column) => {
      if (!words) return
      context.fillStyle = textfont?.color ?? colourOf(trace, rows[row][column])?.ink ?? color
      context.fillText(words, (across[column] + across[column + 1]) / 2, foot)
    })
  })
}
