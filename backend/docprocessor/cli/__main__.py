from docprocessor.cli import main

main()
