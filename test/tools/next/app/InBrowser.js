"use client"
import { line } from "../../app.js"

export const InBrowser = () => <p>{line}, in a component of the browser</p>
