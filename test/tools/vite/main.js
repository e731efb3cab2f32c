import "../main.js"
