/* Paints the cells of a table, and what is written into them, on a canvas under plotly's drawing.
   Plotly makes a picture file of the cells and a node of each number: too slow to follow a hand. It
   keeps the axes, the hover text, the colour bar, the zoom, and the pictures that are saved. */

const SMALLEST = 9 // pixels; smaller numbers are left out of cells
const LINE = 1.3 // of text, over its size; half as much is as wide as a sign
const LEVELS = 256 // of colour

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

function paintCells({ host, figure, frame, theme }) {
  if (!isTable(figure)) return
  const { xaxis, yaxis, font } = host._fullLayout
  const { canvas, sharp } = place(host, xaxis, yaxis)
  const context = canvas.getContext("2d")
  context.fillStyle = figure.layout.plot_bgcolor ?? theme.layout.plot_bgcolor
  context.fillRect(0, 0, canvas.width, canvas.height)
  const traces = figure.data.map((trace, number) => {
    const full = host._fullData[number]
    const { zmin, zmax, colorscale } = full.visible ? full : trace // plotly drops what is empty
    const shown = { ...trace, zmin, zmax, colorscale, ...frame?.data[number] }
    const rows = unpacked(shown.z)
    const across = edges(xaxis.range, rows[0].length, canvas.width)
    const down = edges([yaxis.range[1], yaxis.range[0]], rows.length, canvas.height)
    return { ...shown, rows, across, down, gap: (trace.xgap ?? 0) * sharp }
  })
  traces.forEach((trace) => colour(context, trace))
  const written = traces.filter((trace) => trace.texttemplate)
  const sizes = written.map((trace) => textSize(trace, font.size * sharp))
  if (sizes.some((size) => size < SMALLEST * scale({ theme }) * sharp)) return
  written.forEach((trace, number) => write(context, trace, sizes[number], font))
}

/* The canvas lies exactly under plotly's axes, and has a pixel for each of the screen. */
function place(host, xaxis, yaxis) {
  const canvas = host.querySelector(":scope > canvas") ?? document.createElement("canvas")
  if (!canvas.isConnected) host.prepend(canvas)
  const sharp = globalThis.devicePixelRatio
  const [left, top, width, height] = [xaxis._offset, yaxis._offset, xaxis._length, yaxis._length]
  const whole = (length) => Math.round(length * sharp)
  Object.assign(canvas, { width: whole(width), height: whole(height) }) // and is empty again
  const box = { left: whole(left), top: whole(top), width: canvas.width, height: canvas.height }
  for (const [side, length] of Object.entries(box)) canvas.style[side] = `${length / sharp}px`
  return { canvas, sharp }
}

/* Where cells begin along an axis, in pixels, and where the last one ends. */
function edges([first, last], number, length) {
  const at = (_, cell) => Math.round(((cell - 0.5 - first) / (last - first)) * length)
  return Array.from({ length: number + 1 }, at)
}

/* The colours of a scale from little to much, and on each what can be read: white or dark grey. */
function ramp({ colorscale, reversescale }) {
  const context = new OffscreenCanvas(LEVELS, 1).getContext("2d", { willReadFrequently: true })
  context.fillStyle = context.createLinearGradient(0.5, 0, LEVELS - 0.5, 0)
  for (const [at, stop] of colorscale) context.fillStyle.addColorStop(reversescale ? 1 - at : at, stop)
  context.fillRect(0, 0, LEVELS, 1)
  const { data } = context.getImageData(0, 0, LEVELS, 1)
  return Array.from({ length: LEVELS }, (_, level) => {
    const [red, green, blue, alpha] = data.subarray(4 * level)
    const bright = (299 * red + 587 * green + 114 * blue) / 1000
    return { fill: `rgb(${red} ${green} ${blue} / ${alpha / 255})`, ink: bright < 128 ? "#fff" : "#444" }
  })
}

function colourOf({ zmin, zmax, colours }, value) {
  if (!Number.isFinite(value)) return null
  const share = Math.min(Math.max((value - zmin) / (zmax - zmin), 0), 1)
  return colours[Math.round(share * (LEVELS - 1))]
}

function colour(context, trace) {
  const { rows, across, down, gap } = trace
  if (!rows.some((values) => values.some(Number.isFinite))) return
  trace.colours = ramp(trace)
  rows.forEach((values, row) => {
    const height = down[row + 1] - down[row] - gap
    values.forEach((value, column) => {
      const found = colourOf(trace, value)
      if (!found) return
      context.fillStyle = found.fill
      context.fillRect(across[column], down[row], across[column + 1] - across[column] - gap, height)
    })
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
