// Renders one schema and its document on the server with React JSON Schema Form, and says how long it takes at best.
import { readFileSync } from 'node:fs'
import FormModule from '@rjsf/core'
import validatorModule from '@rjsf/validator-ajv8'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'

const Form = FormModule.default ?? FormModule
const validator = validatorModule.default ?? validatorModule
const { schema, formData, rounds } = JSON.parse(readFileSync(0, 'utf8'))
const form = () => renderToString(createElement(Form, { schema, formData, validator, idPrefix: 'f' }))

let best = Infinity
let html = ''
for (let round = 0; round < rounds; round++) {
  const began = process.hrtime.bigint()
  for (let time = 0; time < 4; time++) html = form()
  best = Math.min(best, Number(process.hrtime.bigint() - began) / 4e6)
}
const count = (tag) => html.split(`<${tag}`).length - 1
console.log(JSON.stringify({ milliseconds: best, controls: count('input') + count('select') + count('textarea'), options: count('option') }))
