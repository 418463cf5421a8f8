from desbumi.cli import main

main()
